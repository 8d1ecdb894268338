// Alpine's CSP build comes without types; it has the same face as the ordinary one.
declare module "@alpinejs/csp" {
  import Alpine from "alpinejs";
  export default Alpine;
}
