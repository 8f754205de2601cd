/** The page of the API description at /docs: Swagger UI, from this server's own files. */

import "swagger-ui-dist/swagger-ui.css";
import SwaggerUI from "swagger-ui-dist/swagger-ui-es-bundle.js";

SwaggerUI({
  // Beside the folder of this script, wherever the server is mounted.
  url: import.meta.env.DEV ? "/openapi.json" : new URL("../openapi.json", import.meta.url).href,
  dom_id: "#docs",
  deepLinking: true,
  // Its badge would ask somebody else whether the description is valid.
  validatorUrl: null,
});
