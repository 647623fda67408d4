/** What a first visit does without: one chunk, fetched at the first use. */
import css from "./styles/extras.css?inline";
import { wear } from "./wear";

export { Chips } from "./chips";
export { Emoji } from "./emoji";
export { Lightbox } from "./lightbox";
export { ring } from "./sound";

wear(css);
