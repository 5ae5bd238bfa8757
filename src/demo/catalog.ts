import { randomOf, STREAM } from './random.ts';
import {
  BRANDS,
  CITIES,
  CUSTOMER_KINDS,
  CUSTOMER_NAMES,
  CUSTOMER_SUFFIXES,
  FAMILIES,
  SELLERS,
} from './vocabulary.ts';

/**
 * How a product's stock stands against what is ordered of it:
 * - `plenty`: stock and weekly batches cover everything
 * - `waiting`: short now, a large batch is scheduled
 * - `contested`: enough for any one order, not for all of them
 * - `absent`: nearly nothing, and no batch ahead (at most a late one)
 * - `trickle`: batches far too small for what is asked
 */
type ProductHealth = 'plenty' | 'waiting' | 'contested' | 'absent' | 'trickle';

export interface DemoProduct {
  readonly code: string;
  readonly name: string;
  /** Ten-thousandths of R$. */
  readonly price: number;
  /** Smallest quantity sold, in thousandths. */
  readonly step: number;
  readonly health: ProductHealth;
}

export interface DemoCustomer {
  readonly name: string;
  readonly city: string;
  readonly uf: string;
  readonly seller: string;
  /** Books a delivery appointment for every order. */
  readonly appointments: boolean;
}

/** One product in eight is in trouble; troubled ones are told apart by index so that orders can aim at them. */
export const TROUBLE_EVERY = 8;
const TROUBLES: readonly ProductHealth[] = ['waiting', 'contested', 'absent', 'waiting', 'trickle'];

/** Product number `index` of the book of that seed. Codes and names are unique for up to 2.8 million products. */
export function demoProduct(seed: number, index: number): DemoProduct {
  const random = randomOf(seed, STREAM.product, index);
  const familyIndex = index % FAMILIES.length;
  const serial = Math.floor(index / FAMILIES.length);
  const family = FAMILIES[familyIndex]!;
  const variant = family.variants[serial % family.variants.length]!;
  const packSerial = Math.floor(serial / family.variants.length);
  const pack = family.packs[packSerial % family.packs.length]!;
  // Starting at another brand for each pack and variant keeps the first products of the catalogue from being all alike.
  const shift = familyIndex * 3 + (serial % family.variants.length) + (packSerial % family.packs.length) * 5;
  const brand = brandName(Math.floor(packSerial / family.packs.length), shift);
  const cents = Math.max(90, Math.round(family.price * (0.35 + 1.5 * random.next() ** 2)));
  return {
    code: productCode(familyIndex, serial, index),
    name: `${family.name} ${variant} ${pack} ${brand}`,
    price: cents * 100 + (random.chance(0.1) ? random.whole(1, 99) : 0),
    step: family.step,
    health: healthOf(index),
  };
}

function healthOf(index: number): ProductHealth {
  if (index % TROUBLE_EVERY !== TROUBLE_EVERY - 1) return 'plenty';
  return TROUBLES[Math.floor(index / TROUBLE_EVERY) % TROUBLES.length]!;
}

/** Eight digits, the first two the family's; one in sixteen of the first families lost its leading zero in the ERP. */
function productCode(familyIndex: number, serial: number, index: number): string {
  const tail = String((serial * 7919 + 137) % 100_000).padStart(5, '0');
  const code = `${String(familyIndex + 1).padStart(2, '0')}${serial >= 100_000 ? 1 : 0}${tail}`;
  return index % 16 === 3 ? code.replace(/^0/, '') : code;
}

function brandName(serial: number, shift: number): string {
  const brand = BRANDS[(serial + shift) % BRANDS.length]!;
  const line = Math.floor(serial / BRANDS.length);
  return line === 0 ? brand : `${brand} linha ${line + 1}`;
}

/** Customer number `index` of the book of that seed. */
export function demoCustomer(seed: number, index: number): DemoCustomer {
  const random = randomOf(seed, STREAM.customer, index);
  const [city, uf] = CITIES[random.zipf(CITIES.length, 0.6)]!;
  const branch = Math.floor(index / (CUSTOMER_KINDS.length * CUSTOMER_NAMES.length));
  const kind = CUSTOMER_KINDS[index % CUSTOMER_KINDS.length]!;
  const name = CUSTOMER_NAMES[Math.floor(index / CUSTOMER_KINDS.length) % CUSTOMER_NAMES.length]!;
  const store = branch === 0 ? '' : ` Loja ${branch + 1}`;
  return {
    name: `${kind} ${name} ${random.pick(CUSTOMER_SUFFIXES)}${store}`,
    city,
    uf,
    seller: random.pick(SELLERS),
    appointments: random.chance(0.3),
  };
}
