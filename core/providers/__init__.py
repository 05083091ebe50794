# SPDX-License-Identifier: Apache-2.0
"""Chat models: a teacher, a judge or a student is a role that a provider plays."""
