type Form = { file?: { name: string; content: string | Buffer }; fields?: Record<string, string> }

/** A form with a file as the body of an injected request. */
export function multipart({ file, fields = {} }: Form): { payload: Buffer; headers: Record<string, string> } {
  const boundary = '----cunsuo'
  const parts: (string | Buffer)[] = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  )
  if (file)
    parts.push(
      `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${file.name}"\r\nContent-Type: application/octet-stream\r\n\r\n`,
      file.content,
      '\r\n',
    )
  parts.push(`--${boundary}--\r\n`)
  return {
    payload: Buffer.concat(parts.map((part) => Buffer.from(part))),
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
  }
}
