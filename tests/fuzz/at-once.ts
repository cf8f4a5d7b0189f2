/** Does `work` `times` times, `lanes` at once. */
export async function atOnce(lanes: number, times: number, work: (nth: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < times) await work(next++);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
