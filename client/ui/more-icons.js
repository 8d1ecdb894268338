/**
 * The icons of what is not seen at first: fetched with the first view or dialog that is, or when the page has come to rest.
 */
import { placeIcons } from "./icons.js";

/** @type {Record<string, string>} */
const drawings = import.meta.glob(
  "/node_modules/lucide-static/icons/{archive,archive-restore,at-sign,calendar-sync,chevron-left,chevron-right,copy,door-open,download,flag,languages,laptop,link,list-filter,log-out,mail,mail-check,megaphone,palette,pencil,printer,qr-code,refresh-cw,repeat,settings,shield,shield-check,smartphone,trash,upload,user-minus,wifi-off}.svg",
  { query: "?raw", import: "default", eager: true },
);

placeIcons(drawings);
