/**
 * Work that is done apart from the request that it follows from. It is asked for with SQL, in the transaction that it
 * follows from: `select graphile_worker.add_job('<name>', <input as JSON>)`. A provider of this class is all that it
 * takes to declare it.
 *
 * It is done at least once: when it throws, again after a pause that grows; when its process dies, by another one. So
 * it must do no harm when it is done twice, or by two at once.
 */
export abstract class Task<Input extends object> {
  /** Name that jobs are asked for by. */
  abstract readonly name: string;

  /** @throws Error to be tried again. Its message is logged and kept with the job: it must not tell of a reader. */
  abstract run(input: Input): Promise<void>;
}
