// The content security policy lets a <style> stand only with this answer's nonce. Mantine asks us for it; the library
// that locks scrolling behind a dialog looks for it under this global name.

/** Empty in tests and where the policy is absent. */
export const nonce = document.querySelector<HTMLMetaElement>("meta[property=csp-nonce]")?.nonce ?? "";

Object.assign(globalThis, { __webpack_nonce__: nonce });
