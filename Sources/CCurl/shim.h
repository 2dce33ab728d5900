#ifndef CCURL_SHIM_H
#define CCURL_SHIM_H

#include <curl/curl.h>

/* curl_easy_setopt and curl_easy_getinfo take any number of arguments, which Swift does not import. */
static inline CURLcode ccurl_set_long(CURL *curl, CURLoption option, long value) {
  return curl_easy_setopt(curl, option, value);
}

static inline CURLcode ccurl_set_text(CURL *curl, CURLoption option, const char *value) {
  return curl_easy_setopt(curl, option, value);
}

static inline CURLcode ccurl_set_pointer(CURL *curl, CURLoption option, void *value) {
  return curl_easy_setopt(curl, option, value);
}

static inline CURLcode ccurl_set_list(CURL *curl, CURLoption option, struct curl_slist *value) {
  return curl_easy_setopt(curl, option, value);
}

static inline CURLcode ccurl_set_reader(CURL *curl, curl_read_callback callback, void *context) {
  CURLcode code = curl_easy_setopt(curl, CURLOPT_READFUNCTION, callback);
  return code == CURLE_OK ? curl_easy_setopt(curl, CURLOPT_READDATA, context) : code;
}

static inline CURLcode ccurl_set_writer(CURL *curl, curl_write_callback callback, void *context) {
  CURLcode code = curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, callback);
  return code == CURLE_OK ? curl_easy_setopt(curl, CURLOPT_WRITEDATA, context) : code;
}

/* Of mail protocols the server's answers come as headers. */
static inline CURLcode ccurl_set_header_writer(CURL *curl, curl_write_callback callback, void *context) {
  CURLcode code = curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, callback);
  return code == CURLE_OK ? curl_easy_setopt(curl, CURLOPT_HEADERDATA, context) : code;
}

/* Called at least once a second; a result that is not 0 ends the transfer. */
static inline CURLcode ccurl_set_watch(CURL *curl, curl_xferinfo_callback callback, void *context) {
  curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
  CURLcode code = curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, callback);
  return code == CURLE_OK ? curl_easy_setopt(curl, CURLOPT_XFERINFODATA, context) : code;
}

static inline CURLcode ccurl_set_size(CURL *curl, CURLoption option, curl_off_t value) {
  return curl_easy_setopt(curl, option, value);
}

/* Shown the raw key of a host of SSH; a result that is not CURLKHMATCH_OK ends the connection. */
static inline CURLcode ccurl_set_host_key_check(
    CURL *curl, curl_sshhostkeycallback check, void *context) {
  CURLcode code = curl_easy_setopt(curl, CURLOPT_SSH_HOSTKEYFUNCTION, check);
  return code == CURLE_OK ? curl_easy_setopt(curl, CURLOPT_SSH_HOSTKEYDATA, context) : code;
}

/* Told what a file of known hosts says of a key; only CURLKHSTAT_FINE goes on without writing. */
static inline CURLcode ccurl_set_known_host_check(
    CURL *curl, curl_sshkeycallback check, void *context) {
  CURLcode code = curl_easy_setopt(curl, CURLOPT_SSH_KEYFUNCTION, check);
  return code == CURLE_OK ? curl_easy_setopt(curl, CURLOPT_SSH_KEYDATA, context) : code;
}

static inline CURLcode ccurl_get_size(CURL *curl, CURLINFO info, curl_off_t *value) {
  return curl_easy_getinfo(curl, info, value);
}

/* Swift does not import the macro, which has a cast in it. */
static inline long ccurl_auth_bearer(void) { return CURLAUTH_BEARER; }

static inline const char *ccurl_ssh_library(void) {
  return curl_version_info(CURLVERSION_NOW)->libssh_version;
}

static inline CURLcode ccurl_get_long(CURL *curl, CURLINFO info, long *value) {
  return curl_easy_getinfo(curl, info, value);
}

static inline CURLcode ccurl_set_sockets(
    CURL *curl, curl_sockopt_callback opened, curl_closesocket_callback closed, void *context) {
  CURLcode code = curl_easy_setopt(curl, CURLOPT_SOCKOPTFUNCTION, opened);
  if (code == CURLE_OK) code = curl_easy_setopt(curl, CURLOPT_SOCKOPTDATA, context);
  if (code == CURLE_OK) code = curl_easy_setopt(curl, CURLOPT_CLOSESOCKETFUNCTION, closed);
  return code == CURLE_OK ? curl_easy_setopt(curl, CURLOPT_CLOSESOCKETDATA, context) : code;
}

#endif
