/// The routes of the API and what they answer, as its OpenAPI document says.
package org.estats.server.api;
