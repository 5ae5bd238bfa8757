import { expect, it } from 'vitest';
import { isAtItsAddress, isOf } from './identity.ts';

const BARE = { number: '15262984', written: '15262984' };
const PO = { number: '15262984', written: 'PO15262984' };
const PM = { number: '15262984', written: 'pm15262984' };

it.each([
  ['its number', ['15262984'], null, BARE, true],
  ['its number with a prefix that the list leaves out', ['PO15262984'], null, BARE, true],
  ['its number without the prefix of the list', ['15262984'], null, PO, true],
  ['its number in other letters', ['PM15262984'], null, PM, true],
  ['its number with a dash after the prefix', ['PO-15262984'], null, PO, true],
  ['the same digits under another prefix', ['PM15262984'], null, PO, false],
  ['another number', ['4500099999'], '15262984', BARE, false],
  ['a longer number', ['152629841'], null, BARE, false],
  ['its number with a suffix', ['15262984-2'], null, BARE, false],
  ['another number in the header than in the title', ['15262984', '4500099999'], null, BARE, false],
  ['nothing but its id', [], '15262984', BARE, true],
  ['nothing but another id', [], '17', BARE, false],
  ['nothing', [], null, BARE, false],
])('a page that shows %s is believed or not: %j %j %j %j', (_, numbers, id, asked, isIt) => {
  expect(isOf({ numbers, id }, asked)).toBe(isIt);
});

it('an id that is not the number is believed where the portal itself led to it, and shows no other number', () => {
  expect(isOf({ numbers: [], id: '17' }, BARE, true)).toBe(true);
  expect(isOf({ numbers: ['4500099999'], id: '17' }, BARE, true)).toBe(false);
  expect(isOf({ numbers: [], id: null }, BARE, true)).toBe(false);
});

it('a requisition is the one that its link leads to', () => {
  const address = 'https://tenant.example/requisition_headers/77';
  expect(isAtItsAddress({ numbers: ['77'], id: '77' }, address)).toBe(true);
  expect(isAtItsAddress({ numbers: ['77'], id: null }, `${address}/`)).toBe(true);
  expect(isAtItsAddress({ numbers: ['78'], id: '78' }, address)).toBe(false);
  expect(isAtItsAddress({ numbers: ['78'], id: null }, address)).toBe(false);
});
