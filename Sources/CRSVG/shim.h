#ifndef CRSVG_SHIM_H
#define CRSVG_SHIM_H

#include <cairo-pdf.h>
#include <cairo.h>
#include <librsvg/rsvg.h>

#endif
