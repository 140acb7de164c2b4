import { textSizeFor, wantsLargeText } from './text-size'

describe('large text', () => {
  it.each([
    [{ fontSizeScaleFactor: 1.29 }, false],
    [{ fontSizeScaleFactor: 1.3 }, true],
    [{ fontSizeSetting: 21 }, false],
    [{ fontSizeSetting: 22 }, true],
    [{ fontSizeScaleFactor: 1, fontSizeSetting: 24 }, false],
    [{}, false],
  ])('with the phone set to %j is %s', (setting, large) => {
    expect(wantsLargeText(setting)).toBe(large)
    expect(textSizeFor(setting, null)).toBe(large ? 24 : 17)
  })

  it("gives way to the person's own choice, in both directions", () => {
    expect(textSizeFor({ fontSizeScaleFactor: 1.4 }, 17)).toBe(17)
    expect(textSizeFor({}, 30)).toBe(30)
  })
})
