import json from '../../templates/brand.json';

/** What the page shows of the brand. The build has checked it, and has made a colour for the dark where none was chosen. */
interface Brand {
  readonly name: string;
  readonly colour: string;
  readonly colourOnDark: string;
  readonly logo?: { readonly url: string; readonly width: number; readonly height: number };
  readonly supportEmail: string;
  readonly links?: { readonly privacy?: string; readonly imprint?: string };
}

export const brand: Brand = json;
