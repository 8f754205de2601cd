/** The page of the API description at /docs: Swagger UI, from this server's own files. */

import "swagger-ui-dist/swagger-ui.css";
import SwaggerUI from "swagger-ui-dist/swagger-ui-es-bundle.js";

SwaggerUI({
  url: "/openapi.json",
  dom_id: "#docs",
  deepLinking: true,
  // Its badge would ask somebody else whether the description is valid.
  validatorUrl: null,
});
