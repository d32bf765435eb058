#pragma once

namespace demo {

enum class ErrorCode : int32_t;

/**
 * @brief What a call may return
 */
enum class ErrorCode : int32_t {
    OK = 0,          ///< The call worked.
    UNKNOWN = -1,    ///< Nobody knows.

    // Shelf errors (Range: -20 to -29)
    SHELF_FULL = -20,  ///< No room on the shelf.
    SHELF_LOCKED_BY_ANOTHER_KEEPER =
        -21,  ///< Someone else holds the key,
              ///< and does not answer
              ///< the door.
    /// The book was torn.
    BOOK_TORN = -22,

    // Key errors (Range: -400 to -499)
    BAD_KEY = -400,  ///< The key does not fit.

    LOOSE = -500,  ///< Belongs nowhere.
    // Job errors (Range: -600 to -699)
    JOB_LOST = -600,  ///< The job went away.
};

}  // namespace demo
