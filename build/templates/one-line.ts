/**
 * Text on one line: no control characters, no line or paragraph separators, and none of the embeddings, overrides and
 * isolates that would reorder what is written around it. What languages need to be written stays allowed: joiners,
 * soft hyphens, marks of direction.
 */
export const ONE_LINE = /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]*$/u;
