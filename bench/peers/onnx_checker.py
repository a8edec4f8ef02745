"""Whether each ONNX file of the question passes the checker of the ONNX project."""
import base64
import json
import sys

try:
    import onnx
except ImportError:
    print(json.dumps({"missing": "python3-onnx is not installed"}))
    sys.exit()

faults = []
for file in json.load(sys.stdin)["files"]:
    try:
        # Types are inferred for standard operators only.
        model = onnx.load_model_from_string(base64.b64decode(file["bytes"]))
        onnx.checker.check_model(model, full_check=not file["trees"])
        faults.append(None)
    except Exception as error:
        faults.append(str(error))
print(json.dumps({"version": onnx.__version__, "faults": faults}))
