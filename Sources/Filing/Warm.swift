import AsyncHTTPClient
import Crypto
import NIOPosix
