# What is installed, and the Debian package that `cpack -G DEB` makes of it (scripts/package).
#
# The package is made for the Debian release that it is built on: dpkg-shlibdeps takes its dependencies from the
# libraries that the binary is linked with. What only Debian asks for (compressed manual pages and changelog) is done
# by packaging/debian.cmake when the files have been staged, so that `cmake --install` is the same on any system.
install(TARGETS gengxin)
foreach(section 1 5)
  file(GLOB pages CONFIGURE_DEPENDS man/*.${section})
  install(FILES ${pages} DESTINATION ${CMAKE_INSTALL_MANDIR}/man${section})
endforeach()
# The shells look for a program's completions in these places; the program writes them itself.
foreach(completion bash:bash-completion/completions/gengxin zsh:zsh/vendor-completions/_gengxin
        fish:fish/vendor_completions.d/gengxin.fish)
  string(REGEX MATCH "^([a-z]+):(.*/)([^/]*)$" matched ${completion})
  set(script ${CMAKE_BINARY_DIR}/completions/${CMAKE_MATCH_3})
  install(FILES ${script} DESTINATION ${CMAKE_INSTALL_DATADIR}/${CMAKE_MATCH_2})
  add_custom_command(OUTPUT ${script} DEPENDS gengxin VERBATIM
                     COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_BINARY_DIR}/completions
                     COMMAND gengxin completion ${CMAKE_MATCH_1} --lang zh > ${script})
  list(APPEND completions ${script})
endforeach()
add_custom_target(completions ALL DEPENDS ${completions})
install(FILES README.md packaging/copyright DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY rules docs examples DESTINATION ${CMAKE_INSTALL_DOCDIR})

# The changelog's first line names the package's version; a package whose changelog is about another one is refused.
file(STRINGS packaging/changelog first_line LIMIT_COUNT 1)
if(NOT first_line MATCHES "^gengxin \\(${PROJECT_VERSION}\\) ")
  message(FATAL_ERROR "packaging/changelog begins with '${first_line}': an entry for ${PROJECT_VERSION} would be right")
endif()
# Who answers for the package stands in one place.
file(STRINGS packaging/changelog maintainer REGEX "^ -- .*>")
list(GET maintainer 0 maintainer)
string(REGEX REPLACE "^ -- (.*>).*" "\\1" maintainer "${maintainer}")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS packaging/changelog packaging/description)

file(READ packaging/description CPACK_PACKAGE_DESCRIPTION)
string(STRIP "${CPACK_PACKAGE_DESCRIPTION}" CPACK_PACKAGE_DESCRIPTION)
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME gengxin)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_VENDOR "${maintainer}")
set(CPACK_PACKAGE_CONTACT "${maintainer}")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "eligibility and compliance checker for equipment renewal")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_SOURCE_DIR}/packaging/debian.cmake)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION utils)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
include(CPack)
