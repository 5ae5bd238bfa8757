import { get, type IncomingMessage } from 'node:http';

/** Blocks of an event stream as bytes, without the blank line that ends each. */
export async function* eventBlocks(response: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  for await (const chunk of response) {
    let from = 0;
    // The end of a block may lie across two chunks; then the first byte of this one completes it.
    const last = parts.at(-1);
    if (last !== undefined && last.at(-1) === NEWLINE && chunk[0] === NEWLINE) {
      yield Buffer.concat(parts).subarray(0, -1);
      parts = [];
      from = 1;
    }
    for (let end = chunk.indexOf('\n\n', from); end >= 0; end = chunk.indexOf('\n\n', from)) {
      const tail = chunk.subarray(from, end);
      yield parts.length === 0 ? tail : Buffer.concat([...parts, tail]);
      parts = [];
      from = end + 2;
    }
    if (from < chunk.length) parts.push(chunk.subarray(from));
  }
}

const NEWLINE = 0x0a;

/** Opens a stream on a connection of its own. */
export async function openStream(url: string): Promise<IncomingMessage> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(url, { agent: false }, resolve).on('error', reject);
  });
  if (response.statusCode !== 200) throw new Error(`${url}: status ${response.statusCode}`);
  return response;
}

/** The JSON of an event block; null for a comment. */
export function dataOf(block: Buffer): Buffer | null {
  const at = block.indexOf('data: ');
  return at < 0 ? null : block.subarray(at + 6);
}
