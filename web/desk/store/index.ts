export { onNotice, startDesk, stopDesk } from "./desk";
export { setStatus, useCounters } from "./hooks";
export { useLive } from "./live";
