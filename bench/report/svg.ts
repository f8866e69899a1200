/** Colours of both modes; an SVG in a page follows the reader's setting. */
export const STYLE = `
  text { font: 13px system-ui, -apple-system, 'Segoe UI', sans-serif; fill: #1f2328 }
  text.foot { font-size: 11.5px }
  .title { font-weight: 600 }
  .value, .foot { fill: #59636e }
  .own { fill: #0969da } .peer { fill: #8c959f } .floor { fill: #c8cfd6 }
  text.own-label { font-weight: 600 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 } .value, .foot { fill: #9198a1 }
    .own { fill: #4493f8 } .peer { fill: #6e7681 } .floor { fill: #3d444d }
  }`;

export const escapeXml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
