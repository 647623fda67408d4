export type Extras = typeof import("./extras");

export function fetchExtras(): Promise<Extras> {
  return import("./extras");
}
