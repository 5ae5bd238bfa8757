import { createReadStream } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NO_WISHES } from '../collector/file-wishes.ts';
import { newCollectionId } from '../collector/folder/collection-folder.ts';
import { examineList, proveList } from '../collector/list/examine-list.ts';
import type { ListPlan } from '../collector/list/list-plan.ts';
import type { ListChoice } from '../collector/list/list-reader.ts';
import { wayTaken } from '../collector/portals/portals.ts';
import type { CollectionEvent } from '../collector/run/collection-event.ts';
import { type ApiCredentials, PORTAL_WAIT_MS, PURCHASE_TIMEOUT_MS } from '../collector/settings.ts';
import { RupturaError } from '../contract/errors.ts';
import type { Language } from '../contract/language.ts';
import type { Leases } from '../tasks/leases.ts';
import { type CollectionFacts, outputFolderOf, writeFacts } from './collection-facts.ts';
import type { CollectionHandle } from './collection-handle.ts';
import { holdCollection, takeCollection } from './collection-lease.ts';
import { KeptCollection } from './kept-collection.ts';
import { type ListUpload, receiveList } from './list-upload.ts';
import { collectionsRoot, portalPlaces } from './portal-places.ts';
import { startCollection } from './start-collection.ts';

/** What a caller asks for. */
export type CollectionRequest = Omit<CollectionFacts, 'id' | 'list'>;

/** What a run works on: a list for a new one, and purchases with a result that it collects once more. */
interface RunChoice {
  readonly list: string | null;
  readonly again: readonly string[];
}

/** Collections at once: each has worker processes, and a browser in each of them. */
const MOST_RUNNING = 2;
/** Lists that are looked at before a start, at once: each is read by a process of its own. */
const MOST_EXAMINED = 2;
/** Collections at rest that are kept in memory. */
const MOST_KEPT = 20;
/** Most transfers at once of all workers of a collection. */
const MOST_TRANSFERS = 16;
/** What runs may be finished so long while the server stops. */
const FAREWELL_MS = 4_000;
const ID = /^\d{8}-\d{6}-[0-9a-f]{4}$/;

/**
 * The collections that were begun over HTTP: those that run in this process, and those that rest on the disk. A run
 * ends with the server; what it had not finished is gone on with when somebody asks for it.
 */
export class CollectionArchive {
  readonly #dataFolder: string | null;
  readonly #leases: Leases;
  readonly #client: (base: string) => ApiCredentials | null;
  readonly #onProblem: (error: unknown) => void;
  readonly #kept = new Map<string, KeptCollection>();
  readonly #opening = new Map<string, Promise<KeptCollection | null>>();
  /** Collections whose run is being begun. */
  readonly #starting = new Set<string>();
  #examining = 0;
  #root: Promise<string> | null = null;
  readonly #closing = new AbortController();

  /**
   * @param dataFolder `RUPTURA_DATA`; null for the default one
   * @param leases by which servers on one database tell whose a collection is
   * @param client the client of the API of a tenant; null where there is none
   * @param onProblem told of a lease that could not be kept
   */
  constructor(
    dataFolder: string | null,
    leases: Leases,
    client: (base: string) => ApiCredentials | null,
    onProblem: (error: unknown) => void,
  ) {
    this.#dataFolder = dataFolder;
    this.#leases = leases;
    this.#client = client;
    this.#onProblem = onProblem;
  }

  /** Folder of all collections. */
  #folder(): Promise<string> {
    this.#root ??= collectionsRoot(this.#dataFolder).catch((error: unknown) => {
      this.#root = null;
      throw error;
    });
    return this.#root;
  }

  /** Codes of all collections, newest first. */
  async ids(): Promise<string[]> {
    const names = await readdir(await this.#folder()).catch((): string[] => []);
    return names
      .filter((name) => ID.test(name))
      .sort()
      .reverse();
  }

  /** A collection by its code. @throws RupturaError COLETA_DESCONHECIDA */
  async get(id: string): Promise<KeptCollection> {
    const found = ID.test(id) ? await this.find(id) : null;
    if (found === null) throw new RupturaError('COLETA_DESCONHECIDA', { coleta: id.slice(0, 60) });
    return found;
  }

  /** A collection by its code; null where there is none, or none that can be read. */
  async find(id: string): Promise<KeptCollection | null> {
    const kept = this.#kept.get(id);
    if (kept !== undefined && (this.#starting.has(id) || (await kept.isCurrent()))) {
      // The one asked for last is forgotten last.
      if (this.#kept.get(id) === kept && this.#kept.delete(id)) this.#kept.set(id, kept);
      return kept;
    }
    let opening = this.#opening.get(id);
    if (opening === undefined) {
      opening = this.#open(id).finally(() => this.#opening.delete(id));
      this.#opening.set(id, opening);
    }
    return await opening;
  }

  async #open(id: string): Promise<KeptCollection | null> {
    // A collection that is being begun is not there before its run is known.
    if (this.#starting.has(id)) return null;
    const found = await KeptCollection.open(join(await this.#folder(), id)).catch(() => null);
    // One that was read anew because of another server must not take the place of one that has begun to run here.
    if (found !== null && this.#kept.get(id)?.rests !== false && !this.#starting.has(id)) this.#keep(found);
    return this.#kept.get(id) ?? null;
  }

  #keep(collection: KeptCollection): void {
    this.#kept.set(collection.facts.id, collection);
    for (const [id, kept] of this.#kept) {
      if (this.#kept.size <= MOST_KEPT) return;
      if (kept.rests && !this.#starting.has(id)) this.#kept.delete(id);
    }
  }

  /**
   * Takes a list and begins its collection. Nothing is left of one that cannot be begun.
   * @throws RupturaError COLETAS_DEMAIS, those of receiving a file, those of lists
   */
  async create(upload: ListUpload, request: CollectionRequest, language: Language): Promise<KeptCollection> {
    const { base } = request;
    const way = wayTaken({ portal: request.portal, mode: request.mode }, this.#client(base) !== null);
    const id = newCollectionId(new Date());
    return await this.#whileStarting(id, async () => {
      const folder = join(await this.#folder(), id);
      try {
        const list = await receiveList(folder, upload);
        await proveList(list.path, { force: request.force, column: request.column }, this.#closing.signal);
        const facts: CollectionFacts = { ...request, ...way, id, list: list.name };
        await writeFacts(folder, facts);
        const handle = await this.#run(facts, { list: list.path, again: [] }, language);
        await rm(list.folder, { recursive: true, force: true });
        return await this.#follow(folder, handle);
      } catch (error) {
        await rm(folder, { recursive: true, force: true });
        throw error;
      }
    });
  }

  /**
   * Begins a collection of the list of another one, as that was asked for but for what is different.
   * @throws RupturaError as `create`
   */
  async createFrom(
    { facts, listFile }: KeptCollection,
    different: Partial<CollectionRequest>,
    language: Language,
  ): Promise<KeptCollection> {
    const { id: _, list: name, ...request } = facts;
    const upload = { name, body: createReadStream(listFile), foreseen: 0 };
    return await this.create(upload, { ...request, ...different }, language);
  }

  /**
   * Says what a list comes to. Nothing is kept of it.
   * @throws RupturaError COLETA_LISTAS_DEMAIS, those of receiving a file, those of lists that cannot be read at all
   */
  async examine(upload: ListUpload, choice: ListChoice): Promise<ListPlan> {
    if (this.#examining >= MOST_EXAMINED)
      throw new RupturaError('COLETA_LISTAS_DEMAIS', { limite: MOST_EXAMINED });
    this.#examining++;
    try {
      const folder = await mkdtemp(join(tmpdir(), 'ruptura-lista-'));
      try {
        const { path } = await receiveList(folder, upload);
        return await examineList(path, choice, this.#closing.signal);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    } finally {
      this.#examining--;
    }
  }

  /** Keeps a new collection, and loses nothing of what its run does meanwhile. */
  async #follow(folder: string, handle: CollectionHandle): Promise<KeptCollection> {
    const early: CollectionEvent[] = [];
    const unlisten = handle.onEvent((event) => early.push(event));
    try {
      const collection = await KeptCollection.open(folder);
      if (collection === null) throw new RupturaError('COLETA_DESCONHECIDA', { coleta: handle.id });
      unlisten();
      await collection.start(handle, early, []);
      this.#keep(collection);
      return collection;
    } catch (error) {
      handle.cancel('now');
      await handle.done;
      throw error;
    }
  }

  /**
   * Goes on with a collection at rest.
   * @param again purchases with a result that are to be collected once more
   * @throws RupturaError COLETA_EM_ANDAMENTO, COLETA_JA_CONCLUIDA, COLETA_EM_USO, COLETA_EM_OUTRO_SERVIDOR, COLETAS_DEMAIS
   */
  async resume(collection: KeptCollection, again: readonly string[], language: Language): Promise<void> {
    const { facts } = collection;
    if (!collection.rests || this.#starting.has(facts.id))
      throw new RupturaError('COLETA_EM_ANDAMENTO', { coleta: facts.id });
    await this.#whileStarting(facts.id, async () => {
      const handle = await this.#run(facts, { list: null, again }, language, collection);
      this.#keep(collection);
      await collection.start(handle, [], again);
    });
  }

  async #run(
    facts: CollectionFacts,
    { list, again }: RunChoice,
    language: Language,
    known: KeptCollection | null = null,
  ): Promise<CollectionHandle> {
    const { id } = facts;
    const folder = join(await this.#folder(), id);
    const lease = await takeCollection(this.#leases, id);
    try {
      // Another server has just ended a run of it: whoever asks again sees what came of that.
      if (known !== null && !(await known.isCurrent()))
        throw new RupturaError('COLETA_EM_ANDAMENTO', { coleta: id });
      const handle = await this.#start(facts, folder, { list, again }, language);
      void holdCollection(this.#leases, lease, handle, { onProblem: this.#onProblem });
      return handle;
    } catch (error) {
      await lease.release();
      throw error;
    }
  }

  async #start(
    facts: CollectionFacts,
    folder: string,
    { list, again }: RunChoice,
    language: Language,
  ): Promise<CollectionHandle> {
    const { id, portal, base, mode, requisitions, simulate, wishes = NO_WISHES } = facts;
    const { force, column, workers, downloads, perMinute, bytesPerSecond = null } = facts;
    const places = await portalPlaces(this.#dataFolder, base);
    return await startCollection({
      ...{ force, column, workers, list, again, language, bytesPerSecond },
      from: { portal, base, mode, requisitions, simulate, wishes },
      client: this.#client(base),
      ...{ carried: [], clock: null },
      work: { ...places, downloads, perMinute, headless: true, purchaseTimeoutMs: PURCHASE_TIMEOUT_MS },
      outputFolder: outputFolderOf(folder),
      id,
      resume: list === null ? id : null,
      isNew: true,
      totalDownloads: MOST_TRANSFERS,
      portalWaitMs: PORTAL_WAIT_MS,
      mayShowWindow: false,
    });
  }

  async #whileStarting<T>(id: string, work: () => Promise<T>): Promise<T> {
    const running = [...this.#kept.values()].filter(({ rests }) => !rests).length;
    if (this.#closing.signal.aborted || running + this.#starting.size >= MOST_RUNNING)
      throw new RupturaError('COLETAS_DEMAIS', { limite: MOST_RUNNING });
    this.#starting.add(id);
    try {
      return await work();
    } finally {
      this.#starting.delete(id);
    }
  }

  /** Begins nothing new, and ends what runs: what is nearly done may be finished. */
  async close(): Promise<void> {
    this.#closing.abort();
    const running = [...this.#kept.values()].filter(({ rests }) => !rests);
    for (const { run } of running) run?.cancel('finish');
    const hurry = setTimeout(() => {
      for (const { run } of running) run?.cancel('now');
    }, FAREWELL_MS);
    await Promise.all(running.map(({ done }) => done));
    clearTimeout(hurry);
  }
}
