/** Outlook messages (MS-OXMSG): properties, recipients and attachments in a compound file. */
import { compoundFile, type Node, type Storage } from './compound-file.ts';

export interface Mail {
  readonly subject: string;
  readonly from: { readonly name: string; readonly address: string };
  readonly to: readonly { readonly name: string; readonly address: string }[];
  /** When it was sent. */
  readonly sent: Date;
  readonly text: string;
  readonly attachments: readonly { readonly name: string; readonly type: string; readonly bytes: Buffer }[];
}

/** A property: identifier, and a value whose kind says its type. */
type Value = string | number | Date | Buffer;
type Properties = readonly (readonly [id: number, value: Value])[];

const TYPE = { text: 0x001f, number: 0x0003, time: 0x0040, bytes: 0x0102 } as const;
/** Readable, writable. */
const FLAGS = 6;
/** 100-nanosecond steps from 1601 to 1970. */
const EPOCH = 116_444_736_000_000_000n;
const UNICODE_STORE = 0x00040000;

/** Bytes of a `.msg` file. */
export function msgFile(mail: Mail): Buffer {
  const own: Properties = [
    [0x001a, 'IPM.Note'],
    [0x0037, mail.subject],
    [0x0039, mail.sent],
    [0x0c1a, mail.from.name],
    [0x0c1e, 'SMTP'],
    [0x0c1f, mail.from.address],
    [0x5d01, mail.from.address],
    [0x0e04, mail.to.map(({ name }) => name).join('; ')],
    [0x0e06, mail.sent],
    [0x1000, mail.text],
    [0x340d, UNICODE_STORE],
  ];
  const header = Buffer.alloc(32);
  header.writeUInt32LE(mail.to.length, 8);
  header.writeUInt32LE(mail.attachments.length, 12);
  header.writeUInt32LE(mail.to.length, 16);
  header.writeUInt32LE(mail.attachments.length, 20);
  return compoundFile([
    ...nodes(header, own),
    namedProperties(),
    ...mail.to.map((person, index) =>
      storage('recip', index, [
        [0x0c15, 1],
        [0x3001, person.name],
        [0x3002, 'SMTP'],
        [0x3003, person.address],
        [0x39fe, person.address],
      ]),
    ),
    ...mail.attachments.map(({ name, type, bytes }, index) =>
      storage('attach', index, [
        [0x0e20, bytes.length],
        [0x0e21, index],
        [0x3001, name],
        [0x3701, bytes],
        [0x3703, name.slice(name.lastIndexOf('.'))],
        [0x3704, name],
        [0x3705, 1],
        [0x3707, name],
        [0x370e, type],
      ]),
    ),
  ]);
}

function storage(kind: 'recip' | 'attach', index: number, properties: Properties): Storage {
  const name = `__${kind}_version1.0_#${hex(index)}`;
  return { name, children: nodes(Buffer.alloc(8), properties) };
}

/** No property of these messages has a name of its own, but the table of names must be there. */
function namedProperties(): Storage {
  const children = ['00020102', '00030102', '00040102'].map((tag) => ({
    name: `__substg1.0_${tag}`,
    bytes: Buffer.alloc(0),
  }));
  return { name: '__nameid_version1.0', children };
}

function nodes(header: Buffer, properties: Properties): Node[] {
  const entries = properties.map(([id, value]) => entryOf(id, value));
  const streams = properties.flatMap(([id, value]) => {
    if (typeof value !== 'string' && !Buffer.isBuffer(value)) return [];
    const bytes = typeof value === 'string' ? Buffer.from(value, 'utf16le') : value;
    return [{ name: `__substg1.0_${hex(tagOf(id, value))}`, bytes }];
  });
  return [{ name: '__properties_version1.0', bytes: Buffer.concat([header, ...entries]) }, ...streams];
}

function entryOf(id: number, value: Value): Buffer {
  const entry = Buffer.alloc(16);
  entry.writeUInt32LE(tagOf(id, value), 0);
  entry.writeUInt32LE(FLAGS, 4);
  if (typeof value === 'number') entry.writeUInt32LE(value, 8);
  else if (typeof value === 'string') entry.writeUInt32LE(value.length * 2 + 2, 8);
  else if (Buffer.isBuffer(value)) entry.writeUInt32LE(value.length, 8);
  else entry.writeBigUInt64LE(BigInt(value.getTime()) * 10_000n + EPOCH, 8);
  return entry;
}

function tagOf(id: number, value: Value): number {
  const type =
    typeof value === 'string'
      ? TYPE.text
      : typeof value === 'number'
        ? TYPE.number
        : Buffer.isBuffer(value)
          ? TYPE.bytes
          : TYPE.time;
  return id * 0x10000 + type;
}

function hex(value: number): string {
  return value.toString(16).toUpperCase().padStart(8, '0');
}
