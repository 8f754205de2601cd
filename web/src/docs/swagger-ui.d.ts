/** What is used of a library that brings no types. */
declare module "swagger-ui-dist/swagger-ui-es-bundle.js" {
  interface Options {
    url: string;
    dom_id: string;
    deepLinking: boolean;
    validatorUrl: string | null;
  }
  // biome-ignore lint/style/noDefaultExport: it is how the library exports
  export default function SwaggerUI(options: Options): void;
}
