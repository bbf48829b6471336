"""A process apart for tests, whose answers are not what they should be."""

from weikameng.gateways.apart.inside import Limits, serve

if __name__ == "__main__":
    serve(lambda: None, lambda _asked, _content: ({}, b"<script>"), Limits())
