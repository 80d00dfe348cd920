/// What this machine gives, and what it lacks.
package org.estats.cli.doctor;
