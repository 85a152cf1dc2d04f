/** So long a browser may take to read what it saves, in milliseconds. */
const READ = 60_000;

/** Has the browser keep a file. Its address stays until the browser has read it: some begin only after the press is over. */
export function saveAs(name: string, file: Blob): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), READ);
}
