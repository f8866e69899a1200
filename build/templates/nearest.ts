/** Counts the letters to change, add or take away between two words (Levenshtein). */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [line, letter] of [...one].entries()) {
    const next = [line + 1];
    for (const [column, found] of [...other].entries()) {
      const [left = 0, above = 0, before = 0] = [next[column], row[column + 1], row[column]];
      next.push(Math.min(left + 1, above + 1, before + (letter === found ? 0 : 1)));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}

/** Finds the word that somebody meant, if one is near: a third of its letters may differ. */
export function nearestOf(word: string, words: readonly string[]): string | undefined {
  const [nearest] = words
    .map((one) => ({ one, away: distance(word, one) }))
    .filter(({ one, away }) => away <= one.length / 3)
    .sort((a, b) => a.away - b.away);
  return nearest?.one;
}
