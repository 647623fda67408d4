export { onNotice, startDesk, stopDesk } from "./desk";
export { knownCounters, setStatus, useCounters } from "./hooks";
export { useLive } from "./live";
