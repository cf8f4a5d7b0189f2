/** Never yields, as workflow code with a mistake in a loop may. */
export async function endless(): Promise<void> {
  for (;;);
}

export async function brief(): Promise<string> {
  return 'done';
}
