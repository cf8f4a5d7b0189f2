/** What came of asking a partner at once; without an answer it has to be asked again, by a step of its own. */
export interface Tried<T> {
  readonly answer?: T;
}

/** Told of a try that failed within a step: it is made again, by a step of its own. */
export type OnFailedTry = (activity: string, error: unknown) => void;

/** Messages to the workflow wait meanwhile (ms). */
const AT_ONCE_MS = 2000;

/** The step's answer, where it has one soon. One that fails or is late has perhaps had its effect, and is harmless to repeat. */
export async function atOnce<T>(step: Promise<T>, onFailure: (error: unknown) => void): Promise<Tried<T>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Tried<T>>((resolve) => {
    timer = setTimeout(() => resolve({}), AT_ONCE_MS);
  });
  const tried = step.then(
    (answer): Tried<T> => ({ answer }),
    (error: unknown) => {
      onFailure(error);
      return {};
    },
  );
  try {
    return await Promise.race([tried, late]);
  } finally {
    clearTimeout(timer);
  }
}
