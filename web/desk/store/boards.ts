// Wallboards on screen follow what is pushed, whatever their reading costs the server.
import { queryClient } from "../query";

const EVERY_MS = 2000;
let wanted = false;
let reading = false;

/** However many rows change: a wallboard is read anew every two seconds at most, and never before its last reading has
 * come: under load, which makes it slow, none would ever come. */
export function lookAtBoards(): void {
  if (wanted) return;
  wanted = true;
  if (!reading) setTimeout(read, EVERY_MS);
}

async function read(): Promise<void> {
  wanted = false;
  reading = true;
  await queryClient.invalidateQueries({ queryKey: ["now"] });
  reading = false;
  // Changed while it was read.
  if (wanted) setTimeout(read, EVERY_MS);
}
