import type { Handler } from '../http';
import type { PageParts } from '../ses/routes';
import type { Workshop } from './routes';

/** What `npm start` adds to the page of the local SES. It is loaded when the page asks for it, so that nothing starts later than without. */
export function pageParts(workshop: Workshop): PageParts {
  let made: Readonly<Record<string, Handler>> | undefined;
  return {
    routes() {
      const { workshopRoutes }: typeof import('./routes') = require('./routes');
      made ??= workshopRoutes(workshop);
      return made;
    },
    onChange: workshop.journal.onChange,
  };
}
