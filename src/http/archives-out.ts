import type { FastifyReply } from 'fastify';
import { RupturaError } from '../contract/errors.ts';
import type { StoredZip } from '../files/stored-zip.ts';
import { attachment } from './attachment.ts';

export interface ArchiveLimits {
  /** Archives on their way at once. */
  readonly most: number;
  /** A client that takes nothing for so many milliseconds is cut. */
  readonly patienceMs: number;
}

const USUAL: ArchiveLimits = { most: 4, patienceMs: 300_000 };

/**
 * Archives that a server is sending. Each holds one open file and what fits into the buffers between it and its client,
 * for as long as the client takes it: so there are few at once, and a client that stops taking is cut.
 */
export class ArchivesOut {
  readonly #limits: ArchiveLimits;
  #underWay = 0;

  constructor(limits: ArchiveLimits = USUAL) {
    this.#limits = limits;
  }

  /**
   * Sends an archive under a name. A failure in the middle cuts the connection: no half archive is whole.
   * @throws RupturaError COLETA_ZIPS_DEMAIS, those of `make`
   */
  async send(reply: FastifyReply, name: string, make: () => Promise<StoredZip>): Promise<FastifyReply> {
    const { most, patienceMs } = this.#limits;
    if (this.#underWay >= most) throw new RupturaError('COLETA_ZIPS_DEMAIS', { limite: most });
    this.#underWay++;
    try {
      const { bytes, body } = await make();
      body.once('close', () => this.#underWay--);
      const { raw } = reply;
      raw.setTimeout(patienceMs, () => raw.destroy());
      // Nobody waits for the bytes of a HEAD.
      if (reply.request.method === 'HEAD') body.destroy();
      return reply
        .type('application/zip')
        .header('content-length', bytes)
        .header('content-disposition', attachment(name))
        .send(body);
    } catch (error) {
      this.#underWay--;
      throw error;
    }
  }
}
