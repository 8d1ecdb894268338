// Alpine's CSP build and its plugins come without types; the build has the same face as the ordinary one.
declare module "@alpinejs/csp" {
  import Alpine from "alpinejs";
  export default Alpine;
}

declare module "@alpinejs/focus" {
  import type { PluginCallback } from "alpinejs";
  const plugin: PluginCallback;
  export default plugin;
}

declare module "@alpinejs/intersect" {
  import type { PluginCallback } from "alpinejs";
  const plugin: PluginCallback;
  export default plugin;
}

declare module "@alpinejs/persist" {
  import type { PluginCallback } from "alpinejs";
  const plugin: PluginCallback;
  export default plugin;
}
