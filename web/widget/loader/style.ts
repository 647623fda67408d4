/**
 * The launcher's style. `all: initial !important` on :host, because an important rule inside a shadow root beats every
 * rule of the page around it; nothing below the host can be reached from outside. `all` leaves `direction` alone.
 */
export function launcherStyle(fill: string, ink: string, side: "right" | "left"): string {
  return `:host{all:initial!important;direction:ltr!important;position:fixed!important;z-index:2147483647!important;${side}:0!important;bottom:0!important;font:600 12px/20px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif!important;color-scheme:light dark!important}
:host([hidden]){display:none!important}
button{all:unset;position:fixed;${side}:20px;bottom:20px;width:56px;height:56px;border-radius:50%;background:${fill};color:${ink};cursor:pointer;box-shadow:0 0 0 1px #ffffff38,0 2px 6px #0003,0 8px 24px #0003;transition:transform .15s;-webkit-tap-highlight-color:transparent}
button:hover{transform:scale(1.05)}
button:active{transform:scale(.97)}
button:focus-visible{outline:3px solid #fff;box-shadow:0 0 0 6px #16181d}
svg{position:absolute;inset:14px;width:28px;height:28px;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round;transition:opacity .15s,transform .15s}
.x,.on .c{opacity:0;transform:scale(.6)}
.on .x{opacity:1;transform:none}
b{position:absolute;top:-4px;right:-4px;box-sizing:border-box;min-width:22px;height:22px;padding:0 6px;border:1px solid #fff;border-radius:11px;background:#c92a2a;color:#fff;font:inherit;text-align:center}
b:empty{display:none}
iframe{display:block;position:fixed;${side}:20px;bottom:88px;width:384px;height:min(640px,100dvh - 108px);border:0;border-radius:16px;background:Canvas;color-scheme:light dark;box-shadow:0 0 0 1px #00000014,0 12px 48px #0000003d;opacity:0;visibility:hidden;transform:translateY(12px);transition:opacity .16s,transform .16s,visibility .16s}
.on~iframe{opacity:1;visibility:visible;transform:none}
@media(max-width:480px),(max-height:440px){.on{visibility:hidden}iframe{inset:0;width:100%;height:100dvh;border-radius:0;box-shadow:none}}
@media(forced-colors:active){button{border:2px solid ButtonText;margin:-2px}}
@media(prefers-reduced-motion){*{transition:none!important}}
@media print{:host{display:none!important}}`;
}
