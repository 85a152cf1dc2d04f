/** Reads something once, whoever asks for it; after a failure it is read again. */
export function once<T>(read: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | null = null;
  return () => {
    asked ??= read().catch((error: unknown) => {
      asked = null;
      throw error;
    });
    return asked;
  };
}
