// The server's own program does it; this is the name under which `npm run migrate` finds it.
import '../server/migrate'
