"""Training steps of small networks in PyTorch: the same rows, starting parameters and batches as ours, CPU time per step."""
import json
import sys
import time


def main():
    try:
        import torch
    except ImportError:
        print(json.dumps({"missing": "python3-torch is not installed"}))
        return
    torch.set_num_threads(1)
    question = json.load(sys.stdin)
    answers = []
    for case in question["cases"]:
        inputs, units, batch = case["inputs"], case["units"], case["batch"]
        features = torch.tensor(case["features"]).reshape(-1, inputs)
        truths = torch.tensor(case["truths"]).reshape(-1, units[-1])
        layers = []
        width = inputs
        for position, count in enumerate(units):
            layers.append(torch.nn.Linear(width, count))
            if position + 1 < len(units):
                layers.append(torch.nn.ReLU())
            width = count
        network = torch.nn.Sequential(*layers)
        place = 0
        with torch.no_grad():
            for layer in layers:
                if isinstance(layer, torch.nn.ReLU):
                    continue
                count, width = layer.weight.shape
                weights = torch.tensor(case["parameters"][place : place + width * count])
                layer.weight.copy_(weights.reshape(width, count).T)
                place += width * count
                layer.bias.copy_(torch.tensor(case["parameters"][place : place + count]))
                place += count
        optimizer = torch.optim.Adam(network.parameters(), lr=case["learningRate"])
        loss_of = torch.nn.MSELoss()
        batches = features.shape[0] // batch
        seconds = []
        first = None
        step = 0
        # The first repetition warms up and is thrown away.
        for repetition in range(question["repetitions"] + 1):
            begin = time.process_time()
            for _ in range(case["steps"]):
                start = (step % batches) * batch
                x = features[start : start + batch].clone()
                y = truths[start : start + batch].clone()
                optimizer.zero_grad(set_to_none=True)
                loss = loss_of(network(x), y)
                loss.backward()
                optimizer.step()
                step += 1
            used = time.process_time() - begin
            if repetition == 0:
                first = loss.item()
            else:
                seconds.append(used / case["steps"])
        answers.append({"seconds": seconds, "loss": first})
    print(json.dumps({"version": torch.__version__, "cases": answers}))


main()
