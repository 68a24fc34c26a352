"""The two services, as plain classes."""


class _Plain:
    pass


class ReportFault:
    Request = type("Request", (_Plain,), {})
    Response = type("Response", (_Plain,), {"accepted": False})


class ClearFault:
    Request = type("Request", (_Plain,), {})
    Response = type("Response", (_Plain,), {"success": False, "message": ""})
