// Icons come one by one from the package's own files: its barrel makes the build read eight thousand modules.
declare module "@tabler/icons-react/dist/esm/icons/*" {
  import type { ComponentType, SVGProps } from "react";

  const icon: ComponentType<
    Omit<SVGProps<SVGSVGElement>, "stroke"> & { size?: number | string; stroke?: number | string }
  >;
  export default icon;
}
