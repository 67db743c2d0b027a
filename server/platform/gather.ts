import { setImmediate } from 'node:timers/promises';
import { chunksOf } from './lists';

/**
 * Answers what is asked of one thing (a key) within one turn of the event loop together: `run` gets at most `most` of
 * the questions at once, in the order in which they came, and answers each. It is called at the end of the turn, so an
 * answer is never older than its question; nobody waits for others to come. Questions of one run fail together.
 */
export function gather<Question, Answer>(
  most: number,
  run: (key: string, questions: Question[]) => Promise<Answer[]>,
): (key: string, question: Question) => Promise<Answer> {
  type Batch = { questions: Question[]; answers: Promise<Promise<Answer[]>[]> };
  const batches = new Map<string, Batch>();

  function begin(key: string): Batch {
    const questions: Question[] = [];
    const answers = setImmediate().then(() => {
      batches.delete(key);
      const runs = chunksOf(questions, most).map((some) => run(key, some));
      for (const each of runs) each.catch(() => undefined); // whoever asked hears of it
      return runs;
    });
    const batch = { questions, answers };
    batches.set(key, batch);
    return batch;
  }

  return async (key, question) => {
    const batch = batches.get(key) ?? begin(key);
    const at = batch.questions.push(question) - 1;
    const runs = await batch.answers;
    return (await runs[Math.floor(at / most)]!)[at % most]!;
  };
}
