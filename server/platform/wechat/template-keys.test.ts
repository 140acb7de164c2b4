import { readTemplateKeys } from './template-keys'

test('fields that are not named keep their own key', () => {
  expect(readTemplateKeys('{"thing1":"thing7","time2":"time10"}')).toEqual({
    keys: { thing1: 'thing7', time2: 'time10', thing3: 'thing3', thing4: 'thing4', phone_number5: 'phone_number5' },
  })
})

test.each([
  ['no JSON', 'thing1=thing7', '须是 JSON'],
  ['null', 'null', '须是 JSON'],
  ['a list', '["thing7"]', '须是 JSON'],
  ['a number for a key', '{"thing1":7}', '须是 JSON'],
  ['a field there is not', '{"thing9":"thing7"}', '没有「thing9」这一项'],
  ['a key of another kind', '{"time2":"thing2"}', '类型须相同'],
  ['a key without number', '{"thing1":"thing"}', '类型须相同'],
  ['a key used twice', '{"thing1":"thing3"}', '「thing3」用了两次'],
])('%s is a fault', (_name, json, words) => {
  expect(readTemplateKeys(json)).toEqual({ faults: [expect.stringContaining(words)] })
})
