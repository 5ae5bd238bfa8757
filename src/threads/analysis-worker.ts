import { parentPort, workerData } from 'node:worker_threads';
import type { EngineView } from '../availability/engine.ts';
import { OrderTexts } from '../availability/order-text.ts';
import { answerBatch } from './batch-answer.ts';
import { ReadGate } from './read-gate.ts';
import { readState, stateText } from './shared-book.ts';
import { openSharedEngine } from './shared-engine.ts';
import type { WorkerFault, WorkerQuestion, WorkerResult, WorkerStart } from './worker-messages.ts';

/** A worker thread: answers batches of orders from a book it shares with the thread that started it. */

const { worker, memory } = workerData as WorkerStart;
const gate = new ReadGate(memory.gate);
const words = new Float64Array(memory.state);
const encoder = new TextEncoder();
const texts = new OrderTexts();
let engine: EngineView | null = null;
let handlesNumber = -1;

parentPort!.on('message', (question: WorkerQuestion) => {
  let answer: WorkerResult | WorkerFault;
  try {
    answer = read(question);
  } catch (error) {
    answer = {
      id: question.id,
      fault: error instanceof Error ? (error.stack ?? error.message) : String(error),
    };
  }
  const bytes = 'bytes' in answer ? answer.bytes : null;
  parentPort!.postMessage(answer, bytes === null ? [] : [bytes.buffer as ArrayBuffer]);
});

/** Only this reads the book: nothing of it may be kept for later but what cannot change. */
function read(question: WorkerQuestion): WorkerResult {
  if (question.handles !== null) {
    engine = openSharedEngine(question.handles.engine);
    handlesNumber = question.handles.number;
  }
  gate.enter(worker);
  try {
    const state = readState(words);
    const result = { id: question.id, bytes: null, state: stateText(state), ok: 0, short: 0, errors: 0 };
    if (engine === null || state.handles !== handlesNumber || state.handles !== question.handlesNumber)
      return result;
    engine.book.version = state.version;
    engine.book.today = state.today;
    const answer = answerBatch(engine, question, question.numbers, new Date(), texts);
    if (answer === null) return result;
    // An order that had no number when the question was asked may have one by now.
    if (answer.errors > 0 && state.version !== question.version) return result;
    const { text, ...counts } = answer;
    return { ...result, ...counts, bytes: encoder.encode(text) };
  } finally {
    gate.leave(worker);
  }
}
