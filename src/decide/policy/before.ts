/** What a promise turns into by then; null where that takes longer. `endsMs` by `performance.now()`. */
export async function before<T>(promise: Promise<T>, endsMs: number): Promise<T | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLate = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, Math.max(0, endsMs - performance.now()), null);
  });
  try {
    return await Promise.race([promise, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
