/**
 * The page fills its frame, whatever the site that holds it says: the picture takes what the text leaves. In a frame
 * that is wide and low it stands beside the text, in one that is low and narrow
 * there is none, and less of the text.
 */
const STYLE = `
:root{color-scheme:light dark;--paper:#fff;--ink:#1b1b1b;--quiet:#5c5c5c;--line:#d8d8d8;--link:#0b57d0}
@media (prefers-color-scheme:dark){
:root{--paper:#18191b;--ink:#ededed;--quiet:#a9a9a9;--line:#3c3d40;--link:#8ab4f8}}
*{box-sizing:border-box;margin:0}
html{background:var(--paper);color:var(--ink);font:1rem/1.45 system-ui,sans-serif;-webkit-text-size-adjust:100%}
main{display:flex;flex-direction:column;position:relative;min-height:100vh;border:1px solid var(--line)}
.picture{position:relative;flex:1 1 8rem;min-height:6rem;max-height:66vw;background:var(--line)}
.picture img{position:absolute;inset:0;width:100%;height:100%;object-fit:cover}
.text{display:grid;gap:.5rem;min-width:0;padding:clamp(.75rem,4vw,1.25rem);overflow-wrap:anywhere}
.site,.byline{color:var(--quiet);font-size:.8125rem}
.site b{color:var(--ink)}
h1{font-size:clamp(1.0625rem,.9rem + 1.5vw,1.5rem);line-height:1.25;text-wrap:balance}
h1 a{color:inherit;text-decoration:none}
h1 a::after{content:"";position:absolute;inset:0}
h1 a:hover{text-decoration:underline}
h1 a:focus-visible{outline:none}
h1 a:focus-visible::after{outline:3px solid var(--link);outline-offset:-3px}
.dek{display:-webkit-box;overflow:hidden;-webkit-box-orient:vertical;-webkit-line-clamp:4;line-clamp:4}
.warning{border-inline-start:3px solid var(--link);padding-inline-start:.625rem}
.more{color:var(--link);font-size:.875rem;font-weight:600}
.more a{color:inherit}
@media (min-width:26rem) and (min-aspect-ratio:2/1){
main{flex-direction:row}
.picture{flex:0 0 36%;max-height:none}
.text{flex:1;align-content:center}}
@media (max-height:17rem){.dek{-webkit-line-clamp:2;line-clamp:2}}
@media (max-height:17rem) and (max-aspect-ratio:2/1){.picture{display:none}}
@media (max-height:17rem) and (max-width:26rem){.dek{display:none}}
@media (max-height:11rem){.byline{display:none}}
`;

/** @param focus the point of the picture that a crop must keep, as fractions; the middle when null */
export const embedStyle = (focus: { readonly x: number; readonly y: number } | null): string =>
  focus === null
    ? STYLE
    : `${STYLE}.picture img{object-position:${percentage(focus.x)} ${percentage(focus.y)}}\n`;

const percentage = (fraction: number): string => `${Math.round(fraction * 100)}%`;
