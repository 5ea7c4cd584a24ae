export { default } from "libphonenumber-js/metadata.min.json";
