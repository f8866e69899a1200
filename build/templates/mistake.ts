/** A position in a file that somebody writes; lines and columns count from 1. */
export interface Place {
  /** Relative to the repository: `templates/partials/row.mjml`. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Of a partial: where it was put in. */
  readonly inside?: Place | undefined;
}

const written = ({ file, line, column }: Place): string => `${file}:${line}:${column}`;

const chain = (place: Place | undefined): string =>
  place === undefined ? '' : `\n  put in at ${written(place)}${chain(place.inside)}`;

/** A mistake of whoever wrote a template, a language or the brand; its message begins with the place. */
export class TemplateError extends Error {
  constructor(problem: string, place?: Place, options?: ErrorOptions) {
    super(place === undefined ? problem : `${written(place)}: ${problem}${chain(place.inside)}`, options);
  }
}

/** Moves a place to the end of `text`, which begins there. */
export function behind(place: Place, text: string): Place {
  const breaks = text.split('\n').length - 1;
  const start = breaks > 0 ? 1 : place.column;
  const column = start + text.length - (text.lastIndexOf('\n') + 1);
  return { ...place, line: place.line + breaks, column };
}
