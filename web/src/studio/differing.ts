/** A piece of a text, and whether the other text has it too. */
export interface Piece {
  text: string;
  changed: boolean;
}

/** Pieces of a text at most, for which it is looked piece by piece. */
const MOST = 600;

/** A text in words, blanks and Chinese characters. */
function cut(text: string): string[] {
  return text.match(/\s+|\p{Script=Han}|[^\s\p{Script=Han}]+/gu) ?? [];
}

/** What two texts have otherwise: the pieces of each, by their longest common subsequence. */
export function differing(before: string, after: string): { before: Piece[]; after: Piece[] } {
  const [one, other] = [cut(before), cut(after)];
  if (one.length > MOST || other.length > MOST) {
    return { before: [{ text: before, changed: true }], after: [{ text: after, changed: true }] };
  }
  const wide = other.length + 1;
  const long = new Uint16Array((one.length + 1) * wide);
  const at = (row: number, column: number) => long[row * wide + column] ?? 0;
  for (let row = one.length - 1; row >= 0; row -= 1) {
    for (let column = other.length - 1; column >= 0; column -= 1) {
      long[row * wide + column] =
        one[row] === other[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const found = { before: [] as Piece[], after: [] as Piece[] };
  let [row, column] = [0, 0];
  while (row < one.length || column < other.length) {
    if (row < one.length && column < other.length && one[row] === other[column]) {
      put(found.before, one[row++], false);
      put(found.after, other[column++], false);
    } else if (column >= other.length || (row < one.length && at(row + 1, column) >= at(row, column + 1))) {
      put(found.before, one[row++], true);
    } else {
      put(found.after, other[column++], true);
    }
  }
  return found;
}

function put(pieces: Piece[], text = '', changed = false): void {
  const last = pieces.at(-1);
  if (last?.changed === changed) last.text += text;
  else pieces.push({ text, changed });
}
