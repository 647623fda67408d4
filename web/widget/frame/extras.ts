/** What a first visit does without: one chunk, fetched at the first use. */
export { Emoji } from "./emoji";
export { Lightbox } from "./lightbox";
export { ring } from "./sound";
